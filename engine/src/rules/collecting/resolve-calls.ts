import { LANES, slotOf } from '@snodo/base'
import type { CollectedCall } from './read-call.ts'

export type IdentityKind = 'userId' | 'anonymousId' | 'email' | 'phone'

/** A contact as identities know it. Contact id `0` stands for a name that several people share and that therefore names nobody. */
export type Owner = { lane: number; contactId: string }

export const SHARED: Owner = { lane: 0, contactId: '0' }

export type Identity = Owner & { slot: number; kind: IdentityKind; value: string }

/** What the ledger found for the names of a batch. */
export type KnownIdentities = {
  /** By `identityKey`. */
  owners: Map<string, Owner>
  /** Contacts that already have a user id, by contact id. */
  userIds: Map<string, string>
}

export type MergeRequest = { loser: Owner; winner: Owner; because: { code: string; name: IdentityKind } }

export type ResolvedCalls = {
  /** The owner of each call, in order. */
  owners: Owner[]
  /** True where the call gave its contact a user id that the contact's row does not carry yet. */
  learned: boolean[]
  contacts: (Owner & { userId: string | null })[]
  identities: Identity[]
  /** Names that belong to somebody else from now on. */
  moved: Identity[]
  merges: MergeRequest[]
}

export function identityKey(kind: IdentityKind, value: string): string {
  return `${kind}\n${value}`
}

/** The names under which a call may be found, for the ledger to look up. */
export function namesOf(call: CollectedCall): [IdentityKind, string][] {
  const names: [IdentityKind, string][] = []
  if (call.userId !== null) names.push(['userId', call.userId])
  if (call.anonymousId !== null) names.push(['anonymousId', call.anonymousId])
  if (call.email !== null) names.push(['email', call.email])
  if (call.previousId !== null) names.push(['userId', call.previousId], ['anonymousId', call.previousId])
  return names
}

/**
 * Decides, call by call in order, whose each one is: known contacts are found by user id, then anonymous id, then (secret keys
 * only) by an e-mail nobody shares; a name that is not known yet is given to the contact; what turns out to be one person under
 * two contacts becomes a merge request. Two contacts with different user ids are never made one. Pure: new ids come from `nextId`.
 */
export function resolveCalls(
  calls: readonly CollectedCall[],
  known: KnownIdentities,
  nextId: (lane: number) => string,
): ResolvedCalls {
  const world = new World(known, nextId)
  for (const call of calls) {
    const before = call.userId === null ? undefined : world.owner('userId', call.userId)
    const owner = before ?? find(world, call) ?? world.create(call.userId ?? call.anonymousId ?? call.email ?? call.messageId)
    let learned = false
    if (call.userId !== null && before === undefined) learned = world.giveUserId(owner, call.userId)
    if (call.anonymousId !== null) attach(world, owner, 'anonymousId', call.anonymousId)
    if (call.previousId !== null) attachPrevious(world, owner, call)
    if (call.email !== null) attachEmail(world, owner, call.email, call.keyKind === 'secret')
    world.result.owners.push(owner)
    world.result.learned.push(learned)
  }
  return world.result
}

/** Somebody already known whose call this can be, given that its user id (if any) is new. */
function find(world: World, call: CollectedCall): Owner | undefined {
  const candidates: (Owner | undefined)[] = []
  if (call.previousId !== null) {
    // An alias renames: an anonymous past by anyone, a user id only by who holds the secret key.
    if (call.keyKind === 'secret') candidates.push(world.owner('userId', call.previousId))
    candidates.push(world.free(world.owner('anonymousId', call.previousId), call.userId))
  }
  // The profile with the address is the older one: the anonymous past joins it, not the other way round.
  if (call.email !== null && call.keyKind === 'secret') candidates.push(world.free(world.owner('email', call.email), call.userId))
  if (call.anonymousId !== null) candidates.push(world.free(world.owner('anonymousId', call.anonymousId), call.userId))
  return candidates.find((each) => each !== undefined)
}

/** Gives a name to its contact, or asks for a merge if it names another one that can be the same person. */
function attach(world: World, owner: Owner, kind: IdentityKind, value: string): void {
  const other = world.owner(kind, value)
  if (other === undefined) world.name(kind, value, owner)
  else if (other.contactId !== owner.contactId && !world.hasUserId(other)) world.merge(other, owner, kind, value)
  // Else two people with user ids of their own share this name (a device, a browser): it stays with the first.
}

function attachPrevious(world: World, owner: Owner, call: CollectedCall): void {
  const previous = call.previousId
  if (previous === null || world.owner('userId', previous) !== undefined) return
  attach(world, owner, 'anonymousId', previous)
}

/** An e-mail is only ever claimed by a browser; a secret key also merges by it, or learns that people share it. */
function attachEmail(world: World, owner: Owner, email: string, secret: boolean): void {
  const other = world.known('email', email)
  if (other === undefined) world.name('email', email, owner)
  else if (!secret || other.contactId === owner.contactId || other.contactId === SHARED.contactId) return
  else if (!world.hasUserId(other)) world.merge(other, owner, 'email', email)
  else world.move('email', email, SHARED)
}

class World {
  readonly result: ResolvedCalls = { owners: [], learned: [], contacts: [], identities: [], moved: [], merges: [] }
  readonly #known: KnownIdentities
  readonly #nextId: (lane: number) => string
  readonly #fresh = new Map<string, Identity>()
  readonly #moved = new Map<string, Identity>()
  readonly #created = new Map<string, Owner & { userId: string | null }>()
  readonly #merging = new Set<string>()

  constructor(known: KnownIdentities, nextId: (lane: number) => string) {
    this.#known = known
    this.#nextId = nextId
  }

  known(kind: IdentityKind, value: string): Owner | undefined {
    return this.#known.owners.get(identityKey(kind, value))
  }

  owner(kind: IdentityKind, value: string): Owner | undefined {
    const owner = this.known(kind, value)
    return owner?.contactId === SHARED.contactId ? undefined : owner
  }

  hasUserId(owner: Owner): boolean {
    return this.#known.userIds.has(owner.contactId)
  }

  /** The owner, unless it carries a user id while the call brings another one. */
  free(owner: Owner | undefined, userId: string | null): Owner | undefined {
    return owner === undefined || userId === null || !this.hasUserId(owner) ? owner : undefined
  }

  create(name: string): Owner {
    const lane = slotOf(name) % LANES
    const contact = { lane, contactId: this.#nextId(lane), userId: null }
    this.result.contacts.push(contact)
    this.#created.set(contact.contactId, contact)
    return contact
  }

  /** True when the contact was there before this batch, so that its row learns the user id only when intake writes it. */
  giveUserId(owner: Owner, userId: string): boolean {
    this.name('userId', userId, owner)
    if (this.hasUserId(owner)) return false
    this.#known.userIds.set(owner.contactId, userId)
    const created = this.#created.get(owner.contactId)
    if (created) created.userId = userId
    return created === undefined
  }

  name(kind: IdentityKind, value: string, owner: Owner): void {
    const identity = { slot: slotOf(value), kind, value, lane: owner.lane, contactId: owner.contactId }
    const key = identityKey(kind, value)
    this.#known.owners.set(key, owner)
    this.#fresh.set(key, identity)
    this.result.identities.push(identity)
  }

  move(kind: IdentityKind, value: string, owner: Owner): void {
    const key = identityKey(kind, value)
    this.#known.owners.set(key, owner)
    const pending = this.#fresh.get(key) ?? this.#moved.get(key)
    if (pending) {
      pending.lane = owner.lane
      pending.contactId = owner.contactId
      return
    }
    const identity = { slot: slotOf(value), kind, value, lane: owner.lane, contactId: owner.contactId }
    this.#moved.set(key, identity)
    this.result.moved.push(identity)
  }

  /** The name goes to the winner at once, so that the next call with it neither finds the loser nor asks again. */
  merge(loser: Owner, winner: Owner, kind: IdentityKind, value: string): void {
    this.move(kind, value, winner)
    const key = `${loser.contactId}>${winner.contactId}`
    if (this.#merging.has(key)) return
    this.#merging.add(key)
    this.result.merges.push({ loser, winner, because: { code: 'SAME_PERSON', name: kind } })
  }
}
