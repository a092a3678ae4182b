/**
 * The gallery of components at `/dev/gallery` of `npm run dev`. A build has neither the page nor
 * its code.
 */
import type { Plugin } from 'vite';

const PAGE = `<!doctype html>
<html lang="en">
	<head>
		<meta charset="utf-8" />
		<meta name="viewport" content="width=device-width, initial-scale=1" />
		<title>Gallery · Dogebox</title>
	</head>
	<body>
		<script type="module" src="/src/gallery/main.ts"></script>
	</body>
</html>`;

/** The plugin; does nothing but in `vite dev`. */
export function gallery(): Plugin {
	return {
		name: 'dogebox-gallery',
		apply: 'serve',
		configureServer(vite) {
			vite.middlewares.use('/dev/gallery', (req, res, next) => {
				vite
					.transformIndexHtml('/dev/gallery', PAGE, req.originalUrl)
					.then((html) => res.setHeader('content-type', 'text/html; charset=utf-8').end(html))
					.catch(next);
			});
		}
	};
}
