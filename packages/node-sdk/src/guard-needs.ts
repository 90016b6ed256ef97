import type { Fact } from './facts.ts'
import { nodeFaults } from './node-faults.ts'
import type { StepContact } from './node-type.ts'

/** The fact each member of a step's contact stands for; its id is always at hand. */
const FACT_OF: Record<Exclude<keyof StepContact, 'id'>, Fact> = {
  email: 'contact.email',
  phone: 'contact.phone',
  userId: 'contact.userId',
  attributes: 'contact.attributes',
  tags: 'tags',
  lists: 'lists',
  consents: 'consents',
  scores: 'scores',
}

/** A contact that throws NODE_FACT_UNDECLARED when a node reads a fact its `needs` do not name. For tests: it costs a proxy a step. */
export function guardNeeds(type: string, contact: StepContact, needs: readonly string[]): StepContact {
  return new Proxy(contact, {
    get(target, member, receiver) {
      const fact = Object.hasOwn(FACT_OF, member) ? FACT_OF[member as keyof typeof FACT_OF] : null
      if (fact !== null) mustNeed(type, fact, needs)
      return Reflect.get(target, member, receiver)
    },
  })
}

export function mustNeed(type: string, fact: Fact, needs: readonly string[]): void {
  if (!needs.includes(fact)) throw nodeFaults.NODE_FACT_UNDECLARED({ type, fact })
}
