import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './message-frame.module.css'

/** A rendered message in a frame where no script runs and nothing of the page is reachable. Always on white, as a mail reader shows it. */
export function MessageFrame({
  title,
  html,
  text,
  height,
}: {
  title: string
  html: string | null
  text: string | null
  height: number
}) {
  const { t } = useTranslation()
  if (html)
    return (
      <iframe className={classes.frame} style={{ height }} title={title} sandbox="" srcDoc={html} data-testid="message-frame" />
    )
  if (text) {
    return (
      <div className={classes.bubble} data-testid="message-text">
        {text}
      </div>
    )
  }
  return (
    <Text c="dimmed" size="sm">
      {t('messages.noContent')}
    </Text>
  )
}
