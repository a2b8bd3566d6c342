-- All items in outlets
SELECT person_id, spell, sum(all_items * share) AS value
FROM by_client('range_checks', checked_on)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
