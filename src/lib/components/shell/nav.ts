import type { Component } from 'svelte';
import Container from '@lucide/svelte/icons/container';
import House from '@lucide/svelte/icons/house';
import Store from '@lucide/svelte/icons/store';
import Network from '@lucide/svelte/icons/network';
import Gauge from '@lucide/svelte/icons/gauge';
import Activity from '@lucide/svelte/icons/activity';
import Settings from '@lucide/svelte/icons/settings';

export interface NavItem {
	href: string;
	label: string;
	icon: Component<{ size?: number; strokeWidth?: number }>;
	/** On a phone it is reached from Home: seven do not fit beside each other. */
	within?: 'home';
}

/** The places of the dashboard, for sidebar and bottom bar alike. */
export const NAV: NavItem[] = [
	{ href: '/', label: 'Home', icon: House },
	{ href: '/boxes', label: 'Boxes', icon: Container, within: 'home' },
	{ href: '/store', label: 'Store', icon: Store },
	{ href: '/connections', label: 'Connections', icon: Network },
	{ href: '/resources', label: 'Resources', icon: Gauge },
	{ href: '/activity', label: 'Activity', icon: Activity },
	{ href: '/settings', label: 'Settings', icon: Settings }
];

/** Those of the bar at the bottom. */
export const BAR = NAV.filter(({ within }) => within === undefined);

/**
 * Whether `path` lies in the place of `item`. A pup's page belongs to Home.
 *
 * @param item  entry of the navigation
 * @param path  path of the present page
 * @param among the entries that are shown: Home stands for those that are reached from it
 */
export function isHere(item: NavItem, path: string, among: readonly NavItem[] = NAV): boolean {
	const below = (href: string) => path === href || path.startsWith(`${href}/`);
	if (item.href !== '/') return below(item.href);
	const hidden = NAV.filter(({ within, href }) => within === 'home' && !among.some((one) => one.href === href));
	return path === '/' || below('/pups') || hidden.some(({ href }) => below(href));
}
