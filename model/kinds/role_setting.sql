-- Settings of databases, whatever the role, are left out.
-- parent: pg_authid
SELECT s.setrole AS parent,
       split_part(c.setting, '=', 1) AS name,
       d.datname AS args,
       substr(c.setting, strpos(c.setting, '=') + 1) AS value
FROM pg_db_role_setting s
CROSS JOIN LATERAL unnest(s.setconfig) AS c (setting)
LEFT JOIN pg_database d ON d.oid = s.setdatabase
WHERE s.setrole <> 0
