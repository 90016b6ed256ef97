import type { TObject } from 'typebox'
import type { ActNode, DecideNode, NodeBase, StartNode } from './node-type.ts'

/** What an author writes. Which of the three kinds it is follows from the one deed it has: `starts`, `decide` or `act`. */
export type NodeDefinition<Config extends TObject> = NodeBase<Config> &
  (
    | { starts: StartNode<Config>['starts']; decide?: undefined; asks?: undefined; act?: undefined; limits?: undefined }
    | {
        decide: DecideNode<Config>['decide']
        asks?: DecideNode<Config>['asks']
        starts?: undefined
        act?: undefined
        limits?: undefined
      }
    | { act: ActNode<Config>['act']; limits: ActNode<Config>['limits']; starts?: undefined; decide?: undefined; asks?: undefined }
  )
