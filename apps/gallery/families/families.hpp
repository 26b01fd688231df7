#pragma once

#include "apps/gallery/entry.hpp"

// Each is made in the file of its name. A new entry goes there; then scripts/gallery.sh --write draws its
// small pictures.
namespace gradus::gallery {

Family lines();
Family areas();
Family amounts();
Family pictures();
Family words();
Family grids();
Family boxes();
Family moving();
Family tables();
Family trainings();
Family classifiers();
Family regressors();
Family networks();
Family clusters();
Family components();

}  // namespace gradus::gallery
