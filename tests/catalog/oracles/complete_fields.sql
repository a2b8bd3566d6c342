-- Fields that are
SELECT person_id, spell, sum(complete_fields * share) AS value
FROM by_client('data_records', checked_on)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
