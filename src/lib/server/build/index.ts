/** Door of the build room: how a pup becomes a root filesystem. */
export { createBuilder, type BuilderDeps } from './build.ts';
export { debianArchitecture } from './architecture.ts';
export type {
	Builder,
	BuildProgress,
	BuiltImage,
	DebianBuild,
	ImageBuild,
	ImageConfig,
	LayerUse,
	UnusedLayer,
	UsedLayer
} from './types.ts';
