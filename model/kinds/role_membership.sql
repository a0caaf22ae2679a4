-- From 16 on there may be several, from different grantors; they count as one.
-- parent: pg_authid
SELECT m.roleid AS parent,
       u.rolname AS name,
       ARRAY['role', u.rolname] AS member,
       bool_or(m.admin_option) AS admin
FROM pg_auth_members m
JOIN pg_roles u ON u.oid = m.member
GROUP BY m.roleid, u.rolname
