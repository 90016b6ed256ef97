import {
  IconAlertTriangle,
  IconCalendarEvent,
  IconHistory,
  IconLayoutGrid,
  IconListDetails,
  IconMail,
  IconMailOpened,
  IconPlayerPause,
  IconRoute,
  IconSend,
  IconSettings,
  IconUpload,
  IconUsers,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'

/** A page of the product, where it stands in the navigation. `child`: below the one before. */
export type Place = {
  to: string
  label:
    | 'shell.today'
    | 'shell.flows'
    | 'templates.title'
    | 'shell.contacts'
    | 'lists.title'
    | 'shell.import'
    | 'content.title'
    | 'controlRoom.sending'
    | 'shell.messages'
    | 'controlRoom.held'
    | 'controlRoom.errors'
    | 'controlRoom.audit'
    | 'shell.settings'
  icon: ComponentType<{ size?: number; stroke?: number }>
  part: 'work' | 'controlRoom' | 'settings'
  child?: boolean
}

/** Every page that exists, in the order of the navigation; the command palette finds the same ones. */
export const PLACES: readonly Place[] = [
  { to: '/today', label: 'shell.today', icon: IconCalendarEvent, part: 'work' },
  { to: '/flows', label: 'shell.flows', icon: IconRoute, part: 'work' },
  { to: '/flows/templates', label: 'templates.title', icon: IconLayoutGrid, part: 'work', child: true },
  { to: '/contacts', label: 'shell.contacts', icon: IconUsers, part: 'work' },
  { to: '/contacts/lists', label: 'lists.title', icon: IconListDetails, part: 'work', child: true },
  { to: '/contacts/import', label: 'shell.import', icon: IconUpload, part: 'work', child: true },
  { to: '/content', label: 'content.title', icon: IconMailOpened, part: 'work' },
  { to: '/control-room/sending', label: 'controlRoom.sending', icon: IconSend, part: 'controlRoom' },
  { to: '/messages', label: 'shell.messages', icon: IconMail, part: 'controlRoom' },
  { to: '/control-room/held', label: 'controlRoom.held', icon: IconPlayerPause, part: 'controlRoom' },
  { to: '/control-room/errors', label: 'controlRoom.errors', icon: IconAlertTriangle, part: 'controlRoom' },
  { to: '/control-room/audit', label: 'controlRoom.audit', icon: IconHistory, part: 'controlRoom' },
  { to: '/settings', label: 'shell.settings', icon: IconSettings, part: 'settings' },
]

/** Whether a path is a place's own page, or one below it that has no place of its own. */
export function isAt(place: Place, path: string): boolean {
  return path === place.to || (path.startsWith(`${place.to}/`) && !PLACES.some(({ to }) => to === path))
}
