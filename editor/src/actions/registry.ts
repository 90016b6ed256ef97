import type { Action, ActionContext, Scope } from './action.ts'
import { FLOW_ACTIONS } from './flow-actions.ts'
import { keysOf } from './key-bindings.ts'

/** Every action of the flow page. */
export const ACTIONS: readonly Action[] = FLOW_ACTIONS

/** The action a chord means here. Page actions are heard on the canvas too. */
export function actionFor(chord: string, scope: Scope, context: ActionContext): Action | undefined {
  return ACTIONS.find(
    (action) => keysOf(action).includes(chord) && (action.scope === scope || action.scope === 'page') && action.when(context),
  )
}

export function actionNamed(id: string): Action {
  const action = ACTIONS.find((each) => each.id === id)
  if (!action) throw new Error(`no action is called ${id}`)
  return action
}
