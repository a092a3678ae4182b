import type { Component } from 'svelte';
import Box from '@lucide/svelte/icons/box';
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
	/** On a phone it is reached from Home, because seven entries do not fit into the bar. */
	sidebarOnly?: boolean;
}

/** Entries of the sidebar and the bottom bar. */
export const NAV: NavItem[] = [
	{ href: '/', label: 'Home', icon: House },
	{ href: '/boxes', label: 'Boxes', icon: Box, sidebarOnly: true },
	{ href: '/store', label: 'Store', icon: Store },
	{ href: '/connections', label: 'Connections', icon: Network },
	{ href: '/resources', label: 'Resources', icon: Gauge },
	{ href: '/activity', label: 'Activity', icon: Activity },
	{ href: '/settings', label: 'Settings', icon: Settings }
];

/** Entries of the bottom bar. */
export const BAR = NAV.filter(({ sidebarOnly }) => !sidebarOnly);

/**
 * Whether `path` belongs to the entry `item`. A pup's page belongs to Home.
 *
 * @param item entry of the navigation
 * @param path path of the current page
 * @param bar  in the bottom bar, where Home includes boxes
 */
export function isHere({ href }: NavItem, path: string, bar = false): boolean {
	const place = path.split('/')[1];
	return place === href.slice(1) || (href === '/' && (place === 'pups' || (bar && place === 'boxes')));
}
