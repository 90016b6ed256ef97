import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import type { ContactFilter } from './api/contacts.ts'
import { flowQuery, nodeTypesQuery } from './api/flows.ts'
import { queryClient } from './api/query-client.ts'
import { FlowsPage } from './pages/flows/flows-page.tsx'
import { LoginPage } from './pages/login-page.tsx'
import { isSettingsSection, type SettingsSection } from './pages/settings/sections.ts'
import { PageFailed } from './shell/page-failed.tsx'
import { PageNotFound } from './shell/page-not-found.tsx'
import { Root } from './shell/root.tsx'
import { Shell } from './shell/shell.tsx'

/** All pages of the product, on one page. */
const root = createRootRoute({ component: Root, notFoundComponent: PageNotFound })

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  component: LoginPage,
  validateSearch: (search): { token?: string; to?: string } => ({
    ...(typeof search.token === 'string' ? { token: search.token } : {}),
    // Only a place of ours: a link from elsewhere must not lead away from here.
    ...(typeof search.to === 'string' && /^\/(?![/\\])/.test(search.to) ? { to: search.to } : {}),
  }),
})

const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell, errorComponent: PageFailed })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/today' })
  },
})

const flows = createRoute({ getParentRoute: () => shell, path: '/flows', component: FlowsPage })

const templates = createRoute({
  getParentRoute: () => shell,
  path: '/flows/templates',
  component: lazyRouteComponent(() => import('./pages/flows/templates-page.tsx'), 'TemplatesPage'),
})
const today = createRoute({
  getParentRoute: () => shell,
  path: '/today',
  component: lazyRouteComponent(() => import('./pages/today/today-page.tsx'), 'TodayPage'),
})

export const MODES = ['edit', 'try', 'live', 'compare'] as const
export type Mode = (typeof MODES)[number]

const flow = createRoute({
  getParentRoute: () => shell,
  path: '/flows/$flowId',
  component: lazyRouteComponent(() => import('./pages/flow-page.tsx'), 'FlowPage'),
  // Asked for while the page's own code is still on its way.
  loader: ({ params }) => {
    void queryClient.prefetchQuery(nodeTypesQuery)
    void queryClient.prefetchQuery(flowQuery(params.flowId))
  },
  validateSearch: (search): { mode?: Mode; node?: string } => ({
    ...(MODES.includes(search.mode as Mode) && search.mode !== 'edit' ? { mode: search.mode as Mode } : {}),
    ...(typeof search.node === 'string' ? { node: search.node } : {}),
  }),
})

const results = createRoute({
  getParentRoute: () => shell,
  path: '/flows/$flowId/results',
  component: lazyRouteComponent(() => import('./pages/flows/results-page.tsx'), 'ResultsPage'),
})

const contacts = createRoute({
  getParentRoute: () => shell,
  path: '/contacts',
  validateSearch: (search): ContactFilter => {
    const kept: Record<string, string> = {}
    for (const name of ['search', 'list', 'tag', 'consent', 'flow', 'kind']) {
      const value = search[name]
      if ((typeof value === 'string' && value !== '') || typeof value === 'number') kept[name] = String(value)
    }
    return kept
  },
  component: lazyRouteComponent(() => import('./pages/contacts/contacts-page.tsx'), 'ContactsPage'),
})
const lists = createRoute({
  getParentRoute: () => shell,
  path: '/contacts/lists',
  component: lazyRouteComponent(() => import('./pages/contacts/lists-page.tsx'), 'ListsPage'),
})
const importing = createRoute({
  getParentRoute: () => shell,
  path: '/contacts/import',
  // An import under way has an address: it can be left and found again.
  validateSearch: (search): { id?: string } =>
    typeof search.id === 'string' || typeof search.id === 'number' ? { id: String(search.id) } : {},
  component: lazyRouteComponent(() => import('./pages/import/import-page.tsx'), 'ImportPage'),
})
const contact = createRoute({
  getParentRoute: () => shell,
  path: '/contacts/$contactId',
  component: lazyRouteComponent(() => import('./pages/contacts/contact-page.tsx'), 'ContactPage'),
})
const contents = createRoute({
  getParentRoute: () => shell,
  path: '/content',
  component: lazyRouteComponent(() => import('./pages/content/contents-page.tsx'), 'ContentsPage'),
})
const brand = createRoute({
  getParentRoute: () => shell,
  path: '/content/brand',
  component: lazyRouteComponent(() => import('./pages/content/brand-page.tsx'), 'BrandPage'),
})
const content = createRoute({
  getParentRoute: () => shell,
  path: '/content/$contentId',
  component: lazyRouteComponent(() => import('./pages/content/content-page.tsx'), 'ContentPage'),
})
const messages = createRoute({
  getParentRoute: () => shell,
  path: '/messages',
  component: lazyRouteComponent(() => import('./pages/messages-page.tsx'), 'MessagesPage'),
  validateSearch: (search): { contact?: string; flow?: string; channel?: string; state?: string; message?: string } => {
    const kept: Record<string, string> = {}
    for (const name of ['contact', 'flow', 'channel', 'state', 'message']) {
      const value = search[name]
      if (typeof value === 'string' || typeof value === 'number') kept[name] = String(value)
    }
    return kept
  },
})
const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  beforeLoad: () => {
    throw redirect({ to: '/settings/$section', params: { section: 'goLive' } })
  },
})
const settingsSection = createRoute({
  getParentRoute: () => shell,
  path: '/settings/$section',
  params: {
    // A section there is not, in an old link, leads to the first.
    parse: ({ section }): { section: SettingsSection } => ({ section: isSettingsSection(section) ? section : 'goLive' }),
    stringify: ({ section }) => ({ section }),
  },
  component: lazyRouteComponent(() => import('./pages/settings/settings-page.tsx'), 'SettingsPage'),
})
const sendingNow = createRoute({
  getParentRoute: () => shell,
  path: '/control-room/sending',
  component: lazyRouteComponent(() => import('./pages/control-room/sending-now-page.tsx'), 'SendingNowPage'),
})
const held = createRoute({
  getParentRoute: () => shell,
  path: '/control-room/held',
  component: lazyRouteComponent(() => import('./pages/control-room/held-page.tsx'), 'HeldPage'),
})
const errors = createRoute({
  getParentRoute: () => shell,
  path: '/control-room/errors',
  component: lazyRouteComponent(() => import('./pages/control-room/errors-page.tsx'), 'ErrorsPage'),
})
const audit = createRoute({
  getParentRoute: () => shell,
  path: '/control-room/audit',
  component: lazyRouteComponent(() => import('./pages/control-room/audit-page.tsx'), 'AuditPage'),
  validateSearch: (search): { action?: string; actor?: string; subject?: string } => {
    const kept: Record<string, string> = {}
    for (const name of ['action', 'actor', 'subject']) {
      const value = search[name]
      if (typeof value === 'string' || typeof value === 'number') kept[name] = String(value)
    }
    return kept
  },
})

const tree = root.addChildren([
  home,
  login,
  shell.addChildren([
    today,
    flows,
    templates,
    flow,
    results,
    contacts,
    lists,
    importing,
    contact,
    contents,
    brand,
    content,
    messages,
    sendingNow,
    held,
    errors,
    audit,
    settings,
    settingsSection,
  ]),
])

export const router = createRouter({ routeTree: tree, defaultPreload: 'intent', scrollRestoration: true })

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
