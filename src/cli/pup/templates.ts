/** Templates of new pups, each of which runs without changes. */
import schema from '../../../static/schema/manifest.v1.json?raw';
import logo from './template/logo.svg?raw';
import nodeManifest from './template/node/manifest.json?raw';
import nodeReadme from './template/node/README.md?raw';
import nodeServer from './template/node/server.mjs?raw';
import ignored from './template/pupignore?raw';
import pythonApp from './template/python/app.py?raw';
import pythonManifest from './template/python/manifest.json?raw';
import pythonReadme from './template/python/README.md?raw';
import staticManifest from './template/static/manifest.json?raw';
import staticReadme from './template/static/README.md?raw';
import staticPage from './template/static/site/index.html?raw';

export interface Template {
	/** A few words for a list. */
	about: string;
	/** Texts by path; `{{name}}` and `{{title}}` are replaced. */
	files: Readonly<Record<string, string>>;
	/** The file to edit first. */
	main: string;
}

/**
 * The schema is copied into the pup, so that an editor finds it offline, wherever the folder is
 * moved.
 */
const shared = { 'logo.svg': logo, '.pupignore': ignored, 'manifest.schema.json': schema };

export const TEMPLATES: Readonly<Record<string, Template>> = {
	python: {
		about: 'a web page in Python that counts its visits, with a setting',
		files: { ...shared, 'manifest.json': pythonManifest, 'README.md': pythonReadme, 'app.py': pythonApp },
		main: 'app.py'
	},
	node: {
		about: 'the same in JavaScript, for Node',
		files: { ...shared, 'manifest.json': nodeManifest, 'README.md': nodeReadme, 'server.mjs': nodeServer },
		main: 'server.mjs'
	},
	static: {
		about: 'files behind a small web server',
		files: { ...shared, 'manifest.json': staticManifest, 'README.md': staticReadme, 'site/index.html': staticPage },
		main: 'site/index.html'
	}
};
