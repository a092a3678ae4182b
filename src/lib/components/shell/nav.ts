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
	/** On a phone it is reached from Home: seven do not fit beside each other. */
	sidebarOnly?: boolean;
}

/** The places of the dashboard, for sidebar and bottom bar alike. */
export const NAV: NavItem[] = [
	{ href: '/', label: 'Home', icon: House },
	{ href: '/boxes', label: 'Boxes', icon: Box, sidebarOnly: true },
	{ href: '/store', label: 'Store', icon: Store },
	{ href: '/connections', label: 'Connections', icon: Network },
	{ href: '/resources', label: 'Resources', icon: Gauge },
	{ href: '/activity', label: 'Activity', icon: Activity },
	{ href: '/settings', label: 'Settings', icon: Settings }
];

/** Those of the bar at the bottom. */
export const BAR = NAV.filter(({ sidebarOnly }) => !sidebarOnly);

/**
 * Whether `path` lies in the place of `item`. A pup's page belongs to Home.
 *
 * @param item entry of the navigation
 * @param path path of the present page
 * @param bar  in the bar, where Home stands for boxes too
 */
export function isHere({ href }: NavItem, path: string, bar = false): boolean {
	const place = path.split('/')[1];
	return place === href.slice(1) || (href === '/' && (place === 'pups' || (bar && place === 'boxes')));
}
