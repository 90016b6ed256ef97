/**
 * Facts about the contact a node may declare in `needs`. Entry properties, variables and the node's own clock are always at
 * hand; predicates and template texts in the config are found by their widget and need no declaration.
 */
export const FACTS = [
  'contact.email',
  'contact.phone',
  'contact.userId',
  'contact.attributes',
  'tags',
  'lists',
  'consents',
  'scores',
  'couponStock',
] as const

export type Fact = (typeof FACTS)[number]
