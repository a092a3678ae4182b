import type { ITheme } from '@xterm/xterm';

/**
 * The sixteen colours of a terminal on a light and on a dark background. Each has enough contrast
 * (4.5:1), which programs rely on.
 */
const PALETTE = {
	light: {
		black: '#1b1a17',
		red: '#aa231b',
		green: '#116b33',
		yellow: '#775800',
		blue: '#1c5898',
		magenta: '#84347f',
		cyan: '#0d6670',
		white: '#55514a',
		brightBlack: '#6b665c',
		brightRed: '#b8291f',
		brightGreen: '#157a3c',
		brightYellow: '#884500',
		brightBlue: '#2a6cb3',
		brightMagenta: '#9a3f94',
		brightCyan: '#0f7480',
		brightWhite: '#1b1a17'
	},
	dark: {
		black: '#7a7468',
		red: '#ff948b',
		green: '#63d18c',
		yellow: '#efc758',
		blue: '#8dbdf2',
		magenta: '#e3a3de',
		cyan: '#77d3dd',
		white: '#e8e5de',
		brightBlack: '#9c9588',
		brightRed: '#ffb0a9',
		brightGreen: '#8be3ab',
		brightYellow: '#f6d988',
		brightBlue: '#b3d4f8',
		brightMagenta: '#f0c3ec',
		brightCyan: '#a5e6ed',
		brightWhite: '#ffffff'
	}
} as const;

/** Colours of the terminal, from the page's current ones. */
export function themeOf(element: Element): ITheme {
	const style = getComputedStyle(element);
	const ground = style.backgroundColor;
	const [red = 255, green = 255, blue = 255] = (ground.match(/[\d.]+/g) ?? []).map(Number);
	const isDark = red + green + blue < 384;
	return {
		...PALETTE[isDark ? 'dark' : 'light'],
		background: ground,
		foreground: style.color,
		cursor: isDark ? '#ecbd32' : '#775800',
		cursorAccent: ground,
		selectionBackground: isDark ? '#4a463f' : '#e9d18a'
	};
}
