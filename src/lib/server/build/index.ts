/** Public interface of the builder: builds the root filesystems of pups. */
export { createBuilder, type BuilderDeps } from './build.ts';
export { debianArchitecture } from './architecture.ts';
export {
	MAX_DOCUMENT,
	checkPlatform,
	choosePlatform,
	readConfig,
	readManifest,
	parseJson,
	unusable
} from './image/documents.ts';
export { parseTaggedReference, type TaggedReference } from './image/reference.ts';
export type {
	Builder,
	BuildProgress,
	BuiltImage,
	DebianBuild,
	ImageBuild,
	ImageConfig,
	LayerUse,
	NixPackages,
	NixSpec,
	RegistryImage,
	RegistryLogin,
	RegistryTarget,
	SearchResult,
	SentBlob,
	StoredImage,
	UnusedLayer,
	UsedLayer
} from './types.ts';
