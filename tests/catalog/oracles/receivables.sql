-- Everything ever posted, by today’s portfolio
SELECT person_id, spell, sum(amount * share) AS value
FROM by_client('receivable_movements', $end::DATE - 1)
WHERE moved_on < $end
GROUP BY person_id, spell
