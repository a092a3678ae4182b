import { mount } from 'svelte';
import '../app.css';
import Gallery from './Gallery.svelte';
import Parts from './Parts.svelte';

for (const Page of [Gallery, Parts]) mount(Page, { target: document.body });
