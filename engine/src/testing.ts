export { documentOf, type EngineRig, makeEngineRig, type RigFlow, type RigOptions } from './testing/engine-rig.ts'
