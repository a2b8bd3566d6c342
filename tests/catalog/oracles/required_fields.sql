-- Fields that must be filled
SELECT person_id, spell, sum(required_fields * share) AS value
FROM by_client('data_records', checked_on)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
