import { Anchor } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'

/** The way up, above the title of a page that stands below another. */
export function Crumbs({ to, label }: { to: string; label: string }) {
  return (
    <Anchor
      component={Link}
      to={to as never}
      size="sm"
      c="dimmed"
      style={{ display: 'inline-flex', gap: 4, alignItems: 'center' }}
      mb="xs"
    >
      <IconArrowLeft size={14} aria-hidden /> {label}
    </Anchor>
  )
}
