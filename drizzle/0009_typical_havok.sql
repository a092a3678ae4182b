ALTER TABLE `pups` ADD `folder` text DEFAULT 'source' NOT NULL;--> statement-breakpoint
ALTER TABLE `pups` ADD `pending` text;--> statement-breakpoint
ALTER TABLE `pups` ADD `previous` text;--> statement-breakpoint
ALTER TABLE `pups` ADD `skipped_version` text;