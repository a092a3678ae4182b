import type { Component } from 'svelte';
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
}

/** The places of the dashboard, for sidebar and bottom bar alike. */
export const NAV: NavItem[] = [
	{ href: '/', label: 'Home', icon: House },
	{ href: '/store', label: 'Store', icon: Store },
	{ href: '/connections', label: 'Connections', icon: Network },
	{ href: '/resources', label: 'Resources', icon: Gauge },
	{ href: '/activity', label: 'Activity', icon: Activity },
	{ href: '/settings', label: 'Settings', icon: Settings }
];

/**
 * Whether `path` lies in the place of `item`. A pup's page belongs to Home.
 *
 * @param item entry of the navigation
 * @param path path of the present page
 */
export function isHere(item: NavItem, path: string): boolean {
	if (item.href === '/') return path === '/' || path.startsWith('/pups');
	return path === item.href || path.startsWith(`${item.href}/`);
}
