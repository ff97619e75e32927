// Starts the behaviour of every page. Each one only adds to a page that works without it.
import { initAll } from '../nhsuk/nhsuk-frontend.min.js'
import { offerDates } from './dates.js'
import { offerPrint } from './print.js'

initAll()
offerDates()
offerPrint()
