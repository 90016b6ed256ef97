export { type BareEngine, type BareEngineOptions, makeBareEngine } from './testing/bare-engine.ts'
export { documentOf, type EngineRig, makeEngineRig, type RigFlow, type RigOptions } from './testing/engine-rig.ts'
