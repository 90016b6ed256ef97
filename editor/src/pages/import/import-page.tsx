import { Stepper } from '@mantine/core'
import type { ImportOptions, ImportPreview } from '@snodo/protocol'
import { useMutation } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { previewImport, startImport } from '../../api/imports.ts'
import { Crumbs } from '../../ui/crumbs.tsx'
import { sayFault } from '../../ui/notify.ts'
import { PageHead } from '../../ui/page-head.tsx'
import classes from '../pages.module.css'
import { ImportColumns } from './import-columns.tsx'
import { ImportFile } from './import-file.tsx'
import { ImportResult } from './import-result.tsx'
import { RecentImports } from './recent-imports.tsx'

const route = getRouteApi('/shell/contacts/import')

type Reading = { file: File; options: ImportOptions; preview: ImportPreview }

/** A file of contacts: chosen, its columns mapped over a preview of what would happen, then taken in with a report line by line. */
export function ImportPage() {
  const { t } = useTranslation()
  const [reading, setReading] = useState<Reading | null>(null)
  const importId = route.useSearch().id ?? null
  const navigate = route.useNavigate()
  const [sent, setSent] = useState(0)

  const look = useMutation({
    mutationFn: async ({ file, options }: { file: File; options: ImportOptions }) => ({
      file,
      options,
      preview: await previewImport(file, options),
    }),
    onSuccess: setReading,
    onError: sayFault,
  })
  const take = useMutation({
    mutationFn: ({ file, options }: Reading) => startImport(file, options, setSent),
    onSuccess: (started) => navigate({ search: { id: started.id } }),
    onError: sayFault,
  })
  const step = importId !== null ? 2 : reading !== null ? 1 : 0
  const again = () => {
    setReading(null)
    void navigate({ search: {} })
    setSent(0)
  }
  return (
    <div className={classes.page} style={{ maxWidth: 960 }}>
      <Crumbs to="/contacts" label={t('contacts.title')} />
      <PageHead title={t('importing.title')} />
      <Stepper active={step} size="sm" mb="xl" allowNextStepsSelect={false}>
        <Stepper.Step label={t('importing.stepFile')} />
        <Stepper.Step label={t('importing.stepColumns')} />
        <Stepper.Step label={t('importing.stepResult')} />
      </Stepper>
      {importId !== null ? (
        <ImportResult id={importId} onAgain={again} />
      ) : reading !== null ? (
        <ImportColumns
          key={reading.file.name}
          {...reading}
          looking={look.isPending}
          taking={take.isPending}
          sent={sent}
          onChange={(options) => look.mutate({ file: reading.file, options })}
          onTake={(options) => take.mutate({ ...reading, options })}
          onBack={again}
        />
      ) : (
        <>
          <ImportFile busy={look.isPending} onFile={(file) => look.mutate({ file, options: {} })} />
          <RecentImports />
        </>
      )}
    </div>
  )
}
