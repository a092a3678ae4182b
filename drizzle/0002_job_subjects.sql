ALTER TABLE `jobs` ADD `subject_kind` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `subject_id` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `parent_id` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `parent_step` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `result` text;--> statement-breakpoint
CREATE INDEX `jobs_parent` ON `jobs` (`parent_id`);--> statement-breakpoint
UPDATE `jobs` SET `subject_kind` = 'pup', `subject_id` = `pup_id` WHERE `pup_id` IS NOT NULL;--> statement-breakpoint
UPDATE `jobs` SET `subject_kind` = 'source', `subject_id` = json_extract(`input`, '$.id') WHERE `kind` = 'source.read';--> statement-breakpoint
UPDATE `changes` SET `body` = json_set(json_remove(`body`, '$.job.pupId'),
	'$.job.subject', CASE WHEN json_extract(`body`, '$.job.pupId') IS NULL THEN json('null')
		ELSE json_object('kind', 'pup', 'id', json_extract(`body`, '$.job.pupId')) END,
	'$.job.parentId', json('null'), '$.job.waitingFor', json('null'), '$.job.result', json('null'))
	WHERE json_extract(`body`, '$.kind') = 'job';--> statement-breakpoint
ALTER TABLE `jobs` DROP COLUMN `pup_id`;
