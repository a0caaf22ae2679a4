-- below: column
-- when: SELECT FROM pg_seclabel
SELECT l.classoid AS parent_class,
       l.objoid AS parent,
       l.objsubid AS parent_subid,
       a.attname AS parent_name,
       l.provider AS name,
       l.label AS label
FROM pg_seclabel l
LEFT JOIN pg_attribute a
    ON a.attrelid = l.objoid AND a.attnum = l.objsubid AND l.classoid = 'pg_class'::regclass AND l.objsubid > 0
