-- Purchases of 365 days, by today’s post
SELECT person_id, spell, sum(amount * share) AS value
FROM by_person('purchases', employee_id, $end::DATE - 1)
WHERE purchased_on >= $end::DATE - 365 AND purchased_on < $end
GROUP BY person_id, spell
