//! How high a run is drawn: so many times as high as its labels need, or so that all of it is in sight.

use super::{Form, zoomed};
use crate::exchange::Exchange;
use crate::time::Instant;

/// Steps of the height, in percent of what the labels need.
const STEPS: [u16; 11] = [5, 10, 15, 25, 35, 50, 70, 100, 140, 200, 300];

/// How high a run is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zoom {
    /// So that all of it is in sight, at most as high as its labels need.
    Whole,
    /// So many percent of what its labels need.
    Percent(u16),
}

impl Zoom {
    /// As high as the labels need.
    pub const NATURAL: Self = Self::Percent(100);

    /// How many times as high as its labels need a run is drawn, where there is so much room in pixels of the drawing.
    pub fn scale(self, exchange: &Exchange, form: Form, room: f64) -> f64 {
        let percent = match self {
            Self::Percent(percent) => return f64::from(percent) / 100.0,
            Self::Whole => {
                // Lanes and foot stay as high as they are.
                let height = |zoom| zoomed(exchange, form, Instant::START, None, zoom).height;
                let (least, natural) = (height(0.0), height(1.0));
                if natural <= room {
                    return 1.0;
                }
                (room - least) / (natural - least).max(1.0)
            }
        };
        percent.max(0.01)
    }

    /// The next step that is higher than what is shown now.
    pub fn closer(scale: f64) -> Option<Self> {
        let next = STEPS.iter().find(|step| f64::from(**step) > scale * 101.0);
        next.copied().map(Self::Percent)
    }

    /// The next step that is lower.
    pub fn farther(scale: f64) -> Option<Self> {
        let next = STEPS.iter().rfind(|step| f64::from(**step) < scale * 99.0);
        next.copied().map(Self::Percent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_lead_from_one_end_to_the_other_and_back() {
        let mut scale = 0.02;
        let mut up = Vec::new();
        while let Some(Zoom::Percent(percent)) = Zoom::closer(scale) {
            up.push(percent);
            scale = f64::from(percent) / 100.0;
        }
        assert_eq!(up, STEPS);
        let mut down = vec![300];
        while let Some(Zoom::Percent(percent)) = Zoom::farther(scale) {
            down.push(percent);
            scale = f64::from(percent) / 100.0;
        }
        down.reverse();
        assert_eq!(down, STEPS);
    }
}
