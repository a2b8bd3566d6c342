-- Margin of the same 365 days
SELECT person_id, spell, sum((amount - cost) * share) AS value
FROM lines_today($end)
WHERE ordered_on >= $end::DATE - 365 AND ordered_on < $end
GROUP BY person_id, spell
