// The Flow Service by every call. Its tests stand on one world and run in one process: each process is a second.
import './flow_service/flows.ts'
import './flow_service/parts.ts'
import './flow_service/runs.ts'
import './flow_service/lists.ts'
import './flow_service/access.ts'
