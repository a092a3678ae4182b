/**
 * Public interface of the tools of pup makers. Built as build/dbx-pup.js, which `dbx pup …` loads.
 */
export { checkFolder } from './check-folder.ts';
export { loadKey, createKey, type MadeKey } from './key-file.ts';
export { newPup, nextSteps } from './new-pup.ts';
export { NotFit, packPups, type PackReport } from './pack/pack.ts';
export { publish, type PublishReport } from './publish/publish.ts';
export { signFolder, type SignReport } from './publish/sign.ts';
export { asJson, asText, countOf, type FolderReport } from './report.ts';
