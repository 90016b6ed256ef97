import type { FastifyReply } from 'fastify'

/** Counts the bytes of bodies in memory, each from its announcement until its answer is out or its connection gone. */
export type BodyBudget = {
  /** Holds so many bytes for a request; false, and nothing held, where there is no room for them. */
  hold(reply: FastifyReply, bytes: number): boolean
}

export function bodyBudget(most: number): BodyBudget {
  let held = 0
  return {
    hold(reply, bytes) {
      if (held + bytes > most) return false
      held += bytes
      let over = false
      const release = () => {
        if (over) return
        over = true
        held -= bytes
      }
      // A client that hangs up never sees its answer finished.
      reply.raw.once('finish', release).once('close', release)
      return true
    },
  }
}
