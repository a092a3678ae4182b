CREATE TABLE `image_names` (
	`name` text NOT NULL,
	`version` text NOT NULL,
	`image_id` text NOT NULL,
	PRIMARY KEY(`name`, `version`),
	FOREIGN KEY (`image_id`) REFERENCES `stored_images`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `image_names_image` ON `image_names` (`image_id`);--> statement-breakpoint
CREATE TABLE `stored_images` (
	`id` text PRIMARY KEY NOT NULL,
	`manifest` text NOT NULL,
	`root_key` text NOT NULL,
	`layer` text,
	`size_bytes` integer NOT NULL,
	`source` text NOT NULL,
	`created_at` integer NOT NULL,
	`added_at` integer NOT NULL
);
