// What most machines do when nothing special is needed.
#include "talk/machine.h"

namespace minato::talk {

void Machine::on_secured(Outbox& out) { out.finish(); }

void Machine::on_closed(Closing /*how*/, Outbox& out) { out.finish(); }

}  // namespace minato::talk
