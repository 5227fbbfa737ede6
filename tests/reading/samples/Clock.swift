import Foundation

/// Tells the time.
struct Clock {
    let zone: String

    func now() -> Date {
        return Date()
    }
}

let clock = Clock(zone: "UTC")
if clock.zone == "UTC" {
    print("universal")
} else {
    print(clock.zone)
}

[1, 2].forEach { number in
    print(number)
}
