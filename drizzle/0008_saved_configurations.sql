CREATE TABLE `pup_config_versions` (
	`pup_id` text NOT NULL,
	`version` integer NOT NULL,
	`saved_at` integer NOT NULL,
	`saved_by` text NOT NULL,
	`saved_by_name` text,
	`values` text NOT NULL,
	PRIMARY KEY(`pup_id`, `version`),
	FOREIGN KEY (`pup_id`) REFERENCES `pups`(`id`) ON UPDATE no action ON DELETE cascade
);
