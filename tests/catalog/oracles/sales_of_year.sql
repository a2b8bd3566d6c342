-- Sales of the 365 days that end with the period, by today’s portfolio
SELECT person_id, spell, sum(amount * share) AS value
FROM lines_today($end)
WHERE ordered_on >= $end::DATE - 365 AND ordered_on < $end
GROUP BY person_id, spell
