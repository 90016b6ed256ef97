import type { Language } from '@snodo/base'
import type { FastifyRequest } from 'fastify'

/** The language sentences are told in: as asked for, else the first of the browser's that we speak, else the workspace's. */
export function readerLanguage(request: FastifyRequest, asked: Language | undefined, standard: Language): Language {
  if (asked !== undefined) return asked
  const wished = (request.headers['accept-language'] ?? '').split(',').map((one) => one.trim().slice(0, 2).toLowerCase())
  return wished.find((one) => one === 'en' || one === 'it') ?? standard
}
