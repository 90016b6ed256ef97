import { Alert, Button, Group } from '@mantine/core'
import { STANDARD_BRAND } from '@snodo/content'
import type { ContentDetail } from '@snodo/protocol'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { chordOf } from '../../actions/chord.ts'
import { brandQuery, contentQuery, createContent } from '../../api/contents.ts'
import { PageBar } from '../../shell/page-bar.tsx'
import { faultWords, sayFault } from '../../ui/notify.ts'
import { PageFault, PageLoading } from '../../ui/page-states.tsx'
import { contentActionFor } from './content-actions.ts'
import { ContentBar, type ContentView } from './content-bar.tsx'
import { ContentContext, useContent, useContentState } from './content-context.ts'
import { contentStore } from './content-store.ts'
import { MailEditor } from './mail-editor.tsx'
import { SmsEditor } from './sms-editor.tsx'

const route = getRouteApi('/shell/content/$contentId')

/** One content of the library, open for work. */
export function ContentPage() {
  const { contentId } = route.useParams()
  const detail = useQuery({ ...contentQuery(contentId), staleTime: 0 })
  const brand = useQuery(brandQuery)
  if (detail.isPending || brand.isPending) return <PageLoading />
  if (detail.isError) return <PageFault {...faultWords(detail.error)} onRetry={() => void detail.refetch()} />
  return (
    <OpenContent
      key={contentId}
      detail={detail.data}
      brand={brand.data ?? STANDARD_BRAND}
      onTakeTheirs={async () => void (await detail.refetch())}
    />
  )
}

type OpenContentProps = { detail: ContentDetail; brand: typeof STANDARD_BRAND; onTakeTheirs(): Promise<void> }

function OpenContent({ detail, brand, onTakeTheirs }: OpenContentProps) {
  // What the server says later (a version more) must not touch what is being written: the store is made once, or when theirs is taken.
  const [round, setRound] = useState(0)
  const latest = useRef(detail)
  latest.current = detail
  // A new round is what makes a new store.
  const store = useMemo(() => contentStore(latest.current), [round])
  const context = useMemo(() => ({ store, brand }), [store, brand])
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (store.getState().save.is !== 'saved') event.preventDefault()
    }
    window.addEventListener('beforeunload', ask)
    return () => {
      window.removeEventListener('beforeunload', ask)
      void store.flush()
    }
  }, [store])
  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      const action = contentActionFor(chordOf(event, /Mac/.test(navigator.userAgent)), 'page')
      // An ordinary field has an undo of its own.
      const own = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement
      if (own || !action?.when(store)) return
      event.preventDefault()
      action.run(store)
    }
    window.addEventListener('keydown', keys)
    return () => window.removeEventListener('keydown', keys)
  }, [store])
  return (
    <ContentContext.Provider value={context}>
      <Stale
        id={detail.id}
        onTakeTheirs={async () => {
          await onTakeTheirs()
          setRound((now) => now + 1)
        }}
      />
      <Work detail={detail} />
    </ContentContext.Provider>
  )
}

function Work({ detail }: { detail: ContentDetail }) {
  const [view, setView] = useState<ContentView>('edit')
  const [errors, setErrors] = useState(0)
  const email = detail.channel === 'email'
  return (
    <>
      <PageBar>
        <ContentBar detail={detail} view={email ? view : null} setView={setView} errors={errors} />
      </PageBar>
      {email ? <MailEditor view={view} setView={setView} onErrors={setErrors} /> : <SmsEditor onErrors={setErrors} />}
    </>
  )
}

/** Somebody else was faster: nothing more of this tab is saved until the person says which of the two it is to be. */
function Stale({ id, onTakeTheirs }: { id: string; onTakeTheirs(): Promise<void> }) {
  const { t } = useTranslation()
  const store = useContent()
  const navigate = useNavigate()
  const stale = useContentState((state) => state.save.is === 'stale')
  const copy = useMutation({
    mutationFn: () => {
      const { name, document } = store.getState()
      return createContent(t('content.copyOf', { name }), document)
    },
    onSuccess: (made) => navigate({ to: '/content/$contentId', params: { contentId: made.id } }),
    onError: sayFault,
  })
  if (!stale) return null
  return (
    <Alert color="orange" radius={0} title={t('content.staleTitle')} data-content={id}>
      {t('content.stale')}
      <Group mt="sm" gap="sm">
        <Button size="xs" variant="default" onClick={() => void onTakeTheirs()}>
          {t('content.takeTheirs')}
        </Button>
        <Button size="xs" variant="default" loading={copy.isPending} onClick={() => copy.mutate()}>
          {t('content.keepMine')}
        </Button>
      </Group>
    </Alert>
  )
}
