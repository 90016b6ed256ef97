import { Text } from '@mantine/core'
import classes from '../pages/pages.module.css'
import { number } from '../ui/moment.ts'

/** A number one is meant to see first, with what it counts. */
export function Figure({ label, value, bad }: { label: string; value: number; bad?: boolean }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <div className={classes.figure} style={bad ? { color: 'var(--snodo-error)' } : undefined}>
        {number(value)}
      </div>
    </div>
  )
}
