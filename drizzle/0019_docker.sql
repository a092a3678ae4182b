ALTER TABLE `boxes` ADD `entrypoint` text;--> statement-breakpoint
ALTER TABLE `boxes` ADD `annotations` text;