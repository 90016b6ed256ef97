/** The least a collector can do: parse a batch, insert its events once by message id, answer after the commit. */
import fastify from 'fastify'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: String(process.env.DATABASE_URL), max: 4 })
const app = fastify({ bodyLimit: 2 ** 20 })
app.post('/v1/batch', async (request) => {
  const { batch } = request.body as { batch: unknown[] } // the bench itself is the only client
  await pool.query({
    name: 'insert-batch',
    text: /* sql */ `insert into event (message_id, user_id, name, at, properties)
      select "messageId", "userId", event, timestamp, properties
      from json_to_recordset($1::json) as s("messageId" text, "userId" text, event text, timestamp timestamptz, properties jsonb)
      on conflict do nothing`,
    values: [JSON.stringify(batch)],
  })
  return { success: true }
})
process.on('SIGTERM', async () => {
  await app.close()
  await pool.end()
  process.exit(0)
})
const url = await app.listen({ host: '127.0.0.1', port: 0 })
process.send?.({ url })
