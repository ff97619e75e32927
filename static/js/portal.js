// Starts the behaviour of every page. Each one only adds to a page that works without it.
import { initAll } from '../nhsuk/nhsuk-frontend.min.js'
import { repairAria } from './aria.js'
import { offerDates } from './dates.js'
import { offerPrint } from './print.js'

initAll()
repairAria()
offerDates()
offerPrint()
