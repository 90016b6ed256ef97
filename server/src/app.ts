import fastifySwagger from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import fastifyWebsocket from '@fastify/websocket'
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, LogController } from 'fastify'
import type { Logger } from 'pino'
import { liveRoutes } from './live/live-routes.ts'
import { accessLog } from './plugins/access-log.ts'
import { problems, sendProblem } from './plugins/problems.ts'
import { security } from './plugins/security.ts'
import { validation } from './plugins/validation.ts'
import { who } from './plugins/who.ts'
import { breakerRoutes } from './routes/breakers.ts'
import { collectRoutes } from './routes/collect.ts'
import { confirmRoutes } from './routes/confirm.ts'
import { contactRoutes } from './routes/contacts.ts'
import { contentRoutes } from './routes/contents.ts'
import { controlRoomRoutes } from './routes/control-room.ts'
import { couponRoutes } from './routes/coupons.ts'
import type { Api, Doors } from './routes/doors.ts'
import { draftRoutes } from './routes/drafts.ts'
import { editorRoutes } from './routes/editor.ts'
import { enrollmentRoutes } from './routes/enrollments.ts'
import { flowPreviewRoutes } from './routes/flow-previews.ts'
import { flowRoutes } from './routes/flows.ts'
import { goLiveRoutes } from './routes/go-live.ts'
import { healthRoutes } from './routes/health.ts'
import { importRoutes } from './routes/imports.ts'
import { invariantRoutes } from './routes/invariants.ts'
import { keyRoutes } from './routes/keys.ts'
import { listRoutes } from './routes/lists.ts'
import { manyContactRoutes } from './routes/many-contacts.ts'
import { messageRoutes } from './routes/messages.ts'
import { orderRoutes } from './routes/orders.ts'
import { peopleRoutes } from './routes/people.ts'
import { preferenceRoutes } from './routes/preferences.ts'
import { reactionRoutes } from './routes/reactions.ts'
import { resultRoutes } from './routes/results.ts'
import { sendingRoutes } from './routes/sending.ts'
import { sessionRoutes } from './routes/session.ts'
import { simulateRoutes } from './routes/simulate.ts'
import { todayRoutes } from './routes/today.ts'
import { unsubscribeRoutes } from './routes/unsubscribe.ts'
import { whyRoutes } from './routes/why.ts'
import { workspaceRoutes } from './routes/workspace.ts'

export type AppOptions = Doors & {
  /** Where the editor was built to. */
  editorDirectory: string
  logger?: Logger | false
  /** Every reply is held against its schema: for tests. */
  checkReplies?: boolean
}

/** The whole server, ready to listen or to be asked by `inject`; it owns nothing it is handed, and closes nothing of it. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const app: FastifyInstance = fastify({
    ...(options.logger ? { loggerInstance: options.logger as FastifyBaseLogger } : { logger: false }),
    bodyLimit: 2 * 1024 * 1024,
    requestTimeout: 60_000,
    connectionTimeout: 0,
    keepAliveTimeout: 72_000,
    routerOptions: { maxParamLength: 300 },
    logController: new LogController({ disableRequestLogging: true }),
    // A drained server still answers what it has taken; new requests are told to go elsewhere.
    return503OnClosing: true,
    // An address that cannot be read never reaches a route, nor the error handler.
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply),
    forceCloseConnections: 'idle',
  })
  app.addHook('onSend', async (_request, reply) => {
    // Whoever keeps a connection open comes back by another one, to a server that stays.
    if (options.stopping()) reply.header('connection', 'close')
  })
  accessLog(app)
  problems(app)
  validation(app, { checkReplies: options.checkReplies ?? false })
  who(app, options)
  await security(app, { https: options.publicUrl().startsWith('https:') })
  await app.register(fastifySwagger, { openapi: OPENAPI })
  await app.register(fastifySwaggerUi, { routePrefix: '/api/docs', uiConfig: { docExpansion: 'list', deepLinking: true } })
  await app.register(fastifyWebsocket, { options: { maxPayload: 64 * 1024 }, errorHandler: endSocket })

  const api = app as unknown as Api // the same app; only its types of requests are narrower
  // First: what it counts of requests it counts of the routes that come after it.
  healthRoutes(app, options)
  await app.register(collectRoutes, options)
  reactionRoutes(app, options)
  sessionRoutes(api, options)
  keyRoutes(api, options)
  flowRoutes(api, options)
  draftRoutes(api, options)
  simulateRoutes(api, options)
  flowPreviewRoutes(api, options)
  enrollmentRoutes(api, options)
  orderRoutes(api, options)
  resultRoutes(api, options)
  contactRoutes(api, options)
  manyContactRoutes(api, options)
  whyRoutes(api, options)
  peopleRoutes(api, options)
  await app.register(importRoutes, options)
  listRoutes(api, options)
  messageRoutes(api, options)
  contentRoutes(api, options)
  couponRoutes(api, options)
  sendingRoutes(api, options)
  breakerRoutes(api, options)
  controlRoomRoutes(api, options)
  goLiveRoutes(api, options)
  workspaceRoutes(api, options)
  todayRoutes(api, options)
  invariantRoutes(api, options)
  await app.register(unsubscribeRoutes, options)
  await app.register(preferenceRoutes, options)
  await app.register(confirmRoutes, options)
  await app.register(liveRoutes, options)
  app.get('/api/openapi.json', { config: { open: true }, schema: { hide: true } }, async () => app.swagger())
  await app.register(editorRoutes, { directory: options.editorDirectory })
  return app
}

/** What the other side did wrong (too large a message, no UTF-8) ends its socket; anything else is our failure, and told. */
function endSocket(error: Error, socket: { terminate(): void }, request: FastifyRequest): void {
  const theirs = 'code' in error && String(error.code).startsWith('WS_ERR_')
  if (theirs) request.log.info({ because: error.message }, 'live.broken')
  else request.log.error({ err: error }, 'live.failed')
  socket.terminate()
}

const OPENAPI = {
  openapi: '3.1.0',
  info: {
    title: 'Snodo',
    version: '1',
    description:
      'Marketing automation: flows, contacts, messages. Send `Authorization: Bearer <admin token or API key>`. Every error is problem details (RFC 9457).',
  },
  components: { securitySchemes: { key: { type: 'http' as const, scheme: 'bearer' } } },
  security: [{ key: [] }],
  tags: [
    { name: 'flows', description: 'Drawings, their drafts and versions, and what can be done to them.' },
    { name: 'contacts', description: 'People, their consents, lists and history; imports.' },
    { name: 'coupons', description: 'Codes, what they are worth, and redeeming them.' },
    { name: 'messages', description: 'The send ledger.' },
    { name: 'contents', description: 'What messages say: the library, previews, tests.' },
    { name: 'sending', description: 'How providers stand, what is proposed at set-up, and breakers.' },
    { name: 'session', description: 'Signing in; keys.' },
    { name: 'workspace', description: 'Settings, audit, what was refused.' },
  ],
}

export type { Doors }
