"""The sentences of a letter to one employee, in English and Chinese."""

from collections.abc import Mapping

from plans.explain import Language

# What opens the letter: whether pay moves, stays although the person takes part, or they do not (`REASONS`).
OPENINGS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "moves": "From {effective_on} your base pay is {pay_after} {currency} a year at full time.",
        "still": "Your base pay stays as it is: this adjustment does not change it.",
        "held": "Your base pay stays as it is. You do not take part in this adjustment: {reason}.",
    },
    Language.CHINESE: {
        "moves": "自 {effective_on} 起，您的基本工资为全时全年 {pay_after} {currency}。",
        "still": "您的基本工资保持不变：本次调整不改变您的工资。",
        "held": "您的基本工资保持不变。您不参加本次调整：{reason}。",
    },
}
# Why somebody does not take part, by their eligibility.
REASONS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "status": "it moves the pay of people whose status is {statuses}, and yours is {status}",
        "not-yet-hired": "you join after it takes effect",
        "short-service": "by {effective_on} you have completed fewer than {service_months} months of service",
        "recent-raise": "your pay was raised less than {raise_free_months} months before {effective_on}",
        "few-hours": "it moves the pay of people who work at least {least_fte} of full time",
    },
    Language.CHINESE: {
        "status": "本次调整适用于状态为 {statuses} 的员工，而您的状态为 {status}",
        "not-yet-hired": "您在调整生效之后入职",
        "short-service": "截至 {effective_on}，您的服务期不足 {service_months} 个整月",
        "recent-raise": "您在 {effective_on} 之前 {raise_free_months} 个月内已加薪",
        "few-hours": "本次调整适用于工时不低于全时 {least_fte} 的员工",
    },
}
# What follows, each where it applies.
DETAILS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "share": "By your time of service your share of the increase is {share} %.",
        "hours": "At your own hours, {fte} of full time, this is {at_fte} {currency} a year more.",
        "arrears": "{arrears} {currency} are owed to you since {effective_on}, paid with the payroll "
        "of {payroll}.",
        "payroll": "The new pay is paid from the payroll of {payroll}.",
        "real-more": "Measured by prices since your pay was last set, it now buys {real} % more than then.",
        "real-less": "Measured by prices since your pay was last set, it now buys {real} % less than then.",
        "real-same": "Measured by prices since your pay was last set, it now buys as much as then.",
        "green": "Your pay is {to_minimum} {currency} below the minimum of your grade.",
        "red": "Your pay is above the maximum of your grade.",
    },
    Language.CHINESE: {
        "share": "按您的服务时间，您享有涨幅的 {share} %。",
        "hours": "按您的工时（全时的 {fte}）计算，每年增加 {at_fte} {currency}。",
        "arrears": "自 {effective_on} 起应补发 {arrears} {currency}，随 {payroll} 的工资一并发放。",
        "payroll": "新工资自 {payroll} 的发薪日起发放。",
        "real-more": "按您的工资上次确定以来的物价计算，您的工资如今的购买力比当时高 {real} %。",
        "real-less": "按您的工资上次确定以来的物价计算，您的工资如今的购买力比当时低 {real} %。",
        "real-same": "按您的工资上次确定以来的物价计算，您的工资如今的购买力与当时相同。",
        "green": "您的工资比本薪等最小值低 {to_minimum} {currency}。",
        "red": "您的工资高于本薪等最大值。",
    },
}
