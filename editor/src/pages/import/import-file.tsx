import { Button, FileButton, Loader, Text } from '@mantine/core'
import { IconFileSpreadsheet } from '@tabler/icons-react'
import { type DragEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from '../pages.module.css'

/** Takes a file by dropping or choosing it. */
export function ImportFile({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
  const { t } = useTranslation()
  const [over, setOver] = useState(false)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer.files[0]
    if (file) onFile(file)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way; the button inside does the same by keyboard.
    <div
      className={classes.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {busy ? (
        <Loader color="gray" />
      ) : (
        <IconFileSpreadsheet size={44} stroke={1.2} color="var(--mantine-primary-color-filled)" aria-hidden />
      )}
      <Text size="lg" fw={580}>
        {busy ? t('importing.working') : t('importing.drop')}
      </Text>
      <Text size="sm" c="dimmed" maw={420}>
        {t('importing.dropHint')}
      </Text>
      <FileButton
        onChange={(file) => file && onFile(file)}
        accept=".csv,.tsv,.txt,text/csv,text/plain"
        inputProps={{ 'aria-label': t('importing.choose') }}
      >
        {(props) => (
          <Button {...props} disabled={busy} mt="xs">
            {t('importing.choose')}
          </Button>
        )}
      </FileButton>
    </div>
  )
}
