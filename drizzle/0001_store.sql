ALTER TABLE `pups` ADD `build_kind` text;--> statement-breakpoint
ALTER TABLE `pups` ADD `tree_hash` text;--> statement-breakpoint
ALTER TABLE `pups` ADD `origin` text;--> statement-breakpoint
ALTER TABLE `pups` ADD `signature` text DEFAULT 'unsigned' NOT NULL;--> statement-breakpoint
ALTER TABLE `pups` ADD `dev` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `sources` ADD `custom_name` text;--> statement-breakpoint
ALTER TABLE `sources` ADD `credentials` text;--> statement-breakpoint
ALTER TABLE `sources` ADD `account` text;--> statement-breakpoint
ALTER TABLE `sources` ADD `public_key` text;