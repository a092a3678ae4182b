/** Door of the runtimes. */
export type { ContainerSpec, LimitSpec, MountSpec, NetworkSpec, ProcessSpec, RunOnceSpec } from './spec.ts';
export type { RunningProcess, Runtime, Sandbox } from './types.ts';
export { createOciRuntime } from './oci/index.ts';
